/* A long list of choices becomes one that can be searched; without this it stays a list. */
window.addEventListener("load", () => {
  const $ = window.django?.jQuery;
  if ($?.fn?.select2) $("select[data-pick]").select2({ dropdownAutoWidth: true });
});
