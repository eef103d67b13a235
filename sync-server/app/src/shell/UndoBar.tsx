import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

import { useAct } from '../core/act.ts'
import { useValue } from '../core/value.ts'
import { useWords } from '../language/language.tsx'
import { Button } from '../parts/Button.tsx'
import { closeUndo, undoable } from './undo.ts'
import './UndoBar.css'

/** Ten seconds at the bottom, announced; the focus goes to its text, for what was tapped is gone. */
export function UndoBar(): JSX.Element {
  const { say, sayCode } = useWords()
  const shown = useValue(undoable)
  const act = useAct()
  const text = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    if (shown && (document.activeElement === null || document.activeElement === document.body)) text.current?.focus()
  }, [shown])
  return (
    <div class="undo-place unprinted" role="status">
      {shown && (
        <div class="undo-bar">
          <span ref={text} tabIndex={-1}>{act.error ? sayCode('shell.error', act.error.code) : shown.text}</span>
          {shown.undo && (
            <Button
              kind="plain"
              isBusy={act.isBusy}
              onPress={() => {
                const { undo } = shown
                if (undo) void act.run(undo).then((isDone) => isDone && closeUndo())
              }}
            >
              {say('shell.undo')}
            </Button>
          )}
        </div>
      )}
    </div>
  )
}
