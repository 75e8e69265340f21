// The page that asks for access to pages: only a click in a page of the extension's own may.

import { ALL_HOSTS } from "../capture/page/hosts.ts";
import { translationFor } from "../messages/messages.ts";

const t = await translationFor(chrome.i18n.getUILanguage());
document.documentElement.lang = chrome.i18n.getUILanguage();
document.title = t("hostsTitle");

const title = document.createElement("h1");
const why = document.createElement("p");
const give = document.createElement("button");
const said = document.createElement("p");
title.textContent = t("hostsTitle");
why.textContent = t("hostsWhy");
give.textContent = t("hostsGive");
said.setAttribute("role", "status");
document.body.append(title, why, give, said);

give.addEventListener("click", async () => {
  const isGiven = await chrome.permissions.request(ALL_HOSTS);
  said.textContent = t(isGiven ? "hostsGiven" : "hostsDenied");
  give.hidden = isGiven;
});
