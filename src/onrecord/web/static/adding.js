// Shows how far a reading is without loading the page again; without this file the page loads itself again.
const progress = document.getElementById("progress");
const look = async () => {
  try {
    const answer = await fetch(`/add/${progress.dataset.trial}.json`, { headers: { accept: "application/json" } });
    const { trial } = await answer.json();
    if (!answer.ok || trial.state === "ready" || trial.state === "kept") {
      location.reload();
      return;
    }
    const pages = trial.lines.length;
    const words = trial.state === "waiting" ? "Waiting." : `${pages} ${pages === 1 ? "page" : "pages"} so far.`;
    if (progress.textContent !== words) progress.textContent = words;
    setTimeout(look, 1000);
  } catch {
    location.reload();
  }
};
if (progress) setTimeout(look, 500);
