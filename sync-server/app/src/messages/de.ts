import exam from './de/exam.json'
import plan from './de/plan.json'
import progress from './de/progress.json'
import shell from './de/shell.json'
import start from './de/start.json'
import today from './de/today.json'
import you from './de/you.json'

export default { ...exam, ...plan, ...progress, ...shell, ...start, ...today, ...you }
