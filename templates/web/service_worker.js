{% autoescape off %}/* Keeps the help page on this phone for when there is no signal. No page with anybody's details is ever kept: only
   the two pages and the few files named here. */
'use strict';

const KEPT = 'follow-on-{{ kept.version }}';
const HELP = '{{ kept.help }}';
const OFFLINE = '{{ kept.offline }}';
const FILES = [{% for file in kept.files %}'{{ file }}'{% if not forloop.last %}, {% endif %}{% endfor %}];

self.addEventListener('install', (event) => {
  const fresh = [HELP, OFFLINE, ...FILES].map((url) => new Request(url, { cache: 'reload', credentials: 'omit' }));
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(fresh)).then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== KEPT).map((name) => caches.delete(name))))
      .then(() => self.clients.claim())
  );
});

async function page(request) {
  try {
    return await fetch(request);
  } catch (noConnection) {
    const kept = await caches.open(KEPT);
    return kept.match(new URL(request.url).pathname === HELP ? HELP : OFFLINE);
  }
}

async function file(request) {
  const kept = await caches.open(KEPT);
  return (await kept.match(request)) || fetch(request);
}

self.addEventListener('fetch', (event) => {
  const request = event.request;
  if (request.method !== 'GET') {
    return;
  }
  if (request.mode === 'navigate') {
    event.respondWith(page(request));
  } else if (FILES.includes(new URL(request.url).pathname)) {
    event.respondWith(file(request));
  }
});
{% endautoescape %}
