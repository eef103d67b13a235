// Facts that tests record, and what is read of them.
export const EXAM = 'SY0-701'

export const session = minutes => ({ study_session: { exam: EXAM, domain: '4', minutes, activity: 'reading' } })

export const record = (page, minutes) => page.evaluate(body => rebound.record(body), session(minutes))

export const minutes = async page => {
  const facts = await page.evaluate(() => rebound.facts())
  return facts.map(fact => fact.body.study_session.minutes).sort((a, b) => a - b)
}
