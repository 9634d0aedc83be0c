// The page of an import at work looks again by itself. Without script a link does it.
const EVERY = 2000;
const here = document.getElementById("progress");

async function again() {
  try {
    const answer = await fetch(location.href, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("progress");
    if (!answer.ok || !fresh) {
      location.reload();
      return;
    }
    here.replaceChildren(...fresh.childNodes);
  } catch {
    // The server is away for a moment: the next look may find it.
  }
  setTimeout(again, EVERY);
}

setTimeout(again, EVERY);
