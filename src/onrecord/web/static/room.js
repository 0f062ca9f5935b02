// Small comforts; every page works without this file. "/" goes to the search box.
document.addEventListener("keydown", (event) => {
  const field = document.getElementById("find") ?? document.getElementById("words");
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey && field) {
    event.preventDefault();
    field.focus();
  }
});
