// The page that asks for access to all pages. Browsers grant it only after a click in a page of the extension itself.

import { ALL_HOSTS } from "../capture/page/hosts.ts";
import { translationFor } from "../messages/messages.ts";

const t = await translationFor(chrome.i18n.getUILanguage());
document.documentElement.lang = chrome.i18n.getUILanguage();
document.title = t("hostsTitle");

const title = document.createElement("h1");
const why = document.createElement("p");
const give = document.createElement("button");
const answer = document.createElement("p");
title.textContent = t("hostsTitle");
why.textContent = t("hostsWhy");
give.textContent = t("hostsGive");
answer.setAttribute("role", "status");
document.body.append(title, why, give, answer);

give.addEventListener("click", async () => {
  const isGiven = await chrome.permissions.request(ALL_HOSTS);
  answer.textContent = t(isGiven ? "hostsGiven" : "hostsDenied");
  give.hidden = isGiven;
});
