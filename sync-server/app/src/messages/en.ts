import exam from './en/exam.json'
import plan from './en/plan.json'
import progress from './en/progress.json'
import shell from './en/shell.json'
import start from './en/start.json'
import today from './en/today.json'
import you from './en/you.json'

export default { ...exam, ...plan, ...progress, ...shell, ...start, ...today, ...you }
