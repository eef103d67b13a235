import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'

import { useWords } from '../language/language.tsx'
import './Sheet.css'
import { Icon } from './Icon.tsx'

const SWIPE_PX = 80

/** Comes from below; Escape, a swipe and a button close it, and the focus goes back to where it was. */
export function Sheet({ title, onClose, children }: { title: string; onClose: () => void; children: ComponentChildren }): JSX.Element {
  const { say } = useWords()
  const id = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  const touched = useRef<number | undefined>(undefined)
  useEffect(() => {
    const opener = document.activeElement
    dialog.current?.showModal()
    return () => {
      if (opener instanceof HTMLElement) opener.focus()
    }
  }, [])
  return (
    <dialog
      class="sheet"
      ref={dialog}
      aria-labelledby={id}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === dialog.current) onClose()
      }}
      onTouchStart={(event) => {
        touched.current = dialog.current?.scrollTop === 0 ? event.touches[0]?.clientY : undefined
      }}
      onTouchEnd={(event) => {
        const end = event.changedTouches[0]?.clientY
        if (touched.current !== undefined && end !== undefined && end - touched.current > SWIPE_PX) onClose()
      }}
    >
      <div class="sheet-content">
        <div class="row between">
          <h2 class="big" id={id}>{title}</h2>
          <button type="button" class="sheet-close" aria-label={say('shell.close')} onClick={onClose}>
            <Icon name="close" size={24} />
          </button>
        </div>
        {children}
      </div>
    </dialog>
  )
}
