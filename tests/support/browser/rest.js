// Tells when the page has come to rest: what was asked of the app is answered, and what was answered is drawn.
// Reads the outermost fields of the framework's messages; their numbers stand in `sanjehFields`, put before this script.
;(() => {
  const { rerun, files, finished, newSession, early } = window.sanjehFields
  const rest = { asked: 0, answered: 0, changed: performance.now(), opens: 0 }
  window.sanjehRest = rest
  const touch = () => { rest.changed = performance.now() }

  function varint(bytes, at) {
    let value = 0, shift = 0
    while (at < bytes.length) {
      const byte = bytes[at++]
      value += (byte & 127) * 2 ** shift
      if (byte < 128) return [value, at]
      shift += 7
    }
    return [value, at]
  }

  // [number, value] of every outermost field; the value of a message is null.
  function* fields(bytes) {
    let at = 0
    while (at < bytes.length) {
      let tag, value = null
      ;[tag, at] = varint(bytes, at)
      const kind = tag & 7
      if (kind === 0) [value, at] = varint(bytes, at)
      else if (kind === 2) { let length; [length, at] = varint(bytes, at); at += length }
      else if (kind === 1) at += 8
      else at += 4
      yield [Math.floor(tag / 8), value]
    }
  }

  async function hear(data) {
    const bytes = new Uint8Array(data instanceof Blob ? await data.arrayBuffer() : data)
    for (const [number, value] of fields(bytes)) {
      if (number === newSession) touch()
      if (number === finished) {
        touch()
        if (value !== early) rest.answered = performance.now()
      }
    }
  }

  const Plain = window.WebSocket
  window.WebSocket = class extends Plain {
    constructor(...places) {
      super(...places)
      this.addEventListener("message", (event) => hear(event.data))
    }
    send(data) {
      if (typeof data !== "string") {
        const bytes = ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data)
        for (const [number] of fields(bytes)) {
          if (number === rerun || number === files) {
            rest.asked = performance.now()
            touch()
          }
        }
      }
      super.send(data)
    }
  }

  const isDrawn = () => {
    const app = document.querySelector("[data-testid='stApp']")
    if (!app || app.dataset.testConnectionState !== "CONNECTED" || app.dataset.testScriptState !== "notRunning") return false
    if (document.querySelector("[data-testid=stSkeleton]")) return false
    return [...document.querySelectorAll("[data-testid=stPlotlyChart]")].every((chart) => chart.querySelector(".main-svg"))
  }
  const frames = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))

  // Resolves to whether the page has rested for `quiet` milliseconds within `most`.
  window.sanjehRested = async (quiet, most) => {
    const begun = performance.now()
    touch()
    while (performance.now() - begun < most) {
      await new Promise((done) => setTimeout(done, 20))
      const isAnswered = rest.answered > 0 && rest.answered >= rest.asked
      if (!isAnswered || !isDrawn()) touch()
      else if (performance.now() - rest.changed >= quiet) {
        await frames()
        if (isDrawn()) return true
      }
    }
    return false
  }
})()
