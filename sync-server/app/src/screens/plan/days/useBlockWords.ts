import type { Block } from '@rebound/core'

import { useCall } from '../../../core/call.ts'
import { useExam } from '../../../core/rebound.tsx'
import { useWords } from '../../../language/language.tsx'
import { useResources } from '../../today/resources.ts'

/** What a block is called, and on what with what it is. */
export function useBlockWords(): (block: Block) => { what: string; how: string | undefined; isTold: boolean } {
  const { say } = useWords()
  const sheet = useCall('examSheet', useExam())
  const resources = useResources()
  return ({ kind, questions, topic, domain, resource }) => {
    const domainName = sheet.value?.exam.domains.find(({ id }) => id === domain)?.name
    const resourceName = resources.value?.find((one) => one.resource === resource)?.name ?? resource
    const name = questions ? say('plan.kind.questions', { kind, questions }) : say(`plan.kind.${kind}`)
    const how = [topic ? name : undefined, domainName, resourceName].filter(Boolean).join(' · ')
    return { what: topic ?? name, how: how || undefined, isTold: topic !== null }
  }
}
