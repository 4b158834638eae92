// Stands behind the theme's search box in place of the theme's own worker and speaks its protocol (mkdocs-material 9.8):
// SETUP in, READY out, QUERY in, RESULT out. It fetches engine and index when the reader turns to the box, or when all
// is quiet. A classic script, because the theme starts it as one.
const [SETUP, READY, QUERY, RESULT] = [0, 1, 2, 3]
const QUIET = 4000 // ms
const FIRST = 150 // ms for the query that the reader has written already
const pause = time => new Promise(resolve => setTimeout(resolve, time))
let finder, waiting

const wanted = new Promise(resolve => {
  const channel = new BroadcastChannel("search")
  const wake = () => (channel.close(), resolve())
  channel.onmessage = wake
  setTimeout(wake, QUIET)
})

async function load() {
  await wanted
  // all at once: to learn from one what it imports would cost a way there and back
  const parts = ["engine", "text", "show", "stemmer"].map(part => import(`./${part}.js`))
  const [answer, { Finder }] = await Promise.all([fetch("../../search/index.json"), ...parts])
  finder = new Finder(await answer.json())
}

// A query that no title answers waits until all is read.
function answer(query) {
  const items = finder.find(query)
  waiting = !items && query
  if (items) postMessage({ type: RESULT, data: { items } })
}

addEventListener("message", async ({ data: { type, data } }) => {
  if (type === QUERY) answer(data)
  if (type !== SETUP) return
  await load()
  postMessage({ type: READY })
  await pause(FIRST)
  await finder.complete()
  if (waiting) answer(waiting)
})
