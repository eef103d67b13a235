const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' })

/** Has the worker do something; tells what it measured. */
globalThis.measure = task => new Promise((resolve, reject) => {
  worker.onmessage = ({ data }) => resolve(data)
  worker.onerror = event => reject(new Error(event.message))
  worker.postMessage(task)
})
