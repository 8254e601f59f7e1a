function sortBy(button) {
  const head = button.closest("th"), table = button.closest("table"), body = table.querySelector("tbody:not(.sj-pinned)")
  const column = [...head.parentElement.children].indexOf(head)
  const descending = head.getAttribute("aria-sort") === "ascending"
  for (const other of table.querySelectorAll("th[aria-sort]")) other.removeAttribute("aria-sort")
  head.setAttribute("aria-sort", descending ? "descending" : "ascending")
  const value = (row) => row.cells[column].dataset.sort ?? ""
  const numeric = [...body.rows].every((row) => value(row) === "" || !Number.isNaN(Number(value(row))))
  const compare = (a, b) => numeric ? Number(a) - Number(b) : a < b ? -1 : a > b ? 1 : 0
  const filled = [...body.rows].filter((row) => value(row) !== ""), empty = [...body.rows].filter((row) => value(row) === "")
  filled.sort((a, b) => compare(value(a), value(b)) * (descending ? -1 : 1))
  body.append(...filled, ...empty)
}

// A pinned row sticks right under the head, however many lines the head has.
const heads = new ResizeObserver((entries) => {
  for (const { target } of entries) target.closest("table").style.setProperty("--sj-head", `${target.offsetHeight}px`)
})

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".sj")
  const drawn = JSON.stringify(data.tree)
  if (root.drawn !== drawn) {
    const open = [...root.querySelectorAll("details")].map((details) => details.open)
    const pressed = root.contains(document.activeElement) ? document.activeElement.dataset.action : undefined
    root.drawn = drawn
    root.replaceChildren(...data.tree.map(build))
    const again = [...root.querySelectorAll("button")].find((each) => pressed && each.dataset.action === pressed)
    if (again) again.focus()
    root.querySelectorAll("table:has(.sj-pinned) thead").forEach((head) => heads.observe(head))
    root.querySelectorAll("details").forEach((details, index) => { if (open[index]) details.open = true })
  }
  root.onclick = (event) => {
    const button = event.target.closest("button")
    if (!button) return
    const { picture, copies } = button.dataset, card = button.closest("[class*=st-key-chart_]")
    if (picture) handOutPicture(card, picture, button.dataset.name, button.dataset.source)
    else if (copies) copyTable(root.querySelector("table")).then(() => { button.textContent = copies })
    else if (button.dataset.sort !== undefined) sortBy(button)
    else if (button.dataset.action !== undefined) setTriggerValue("action", button.dataset.action)
  }
}
