/* What every page does beyond the NHS components, in one small file that comes before anything is drawn; on pages of
   first.css, which looks the same with and without scripts, it waits. Each part works without the others, and every
   page works without any of them. */
(function () {
  'use strict';

  var script = document.currentScript;

  // The style sheet is told that scripts run, as soon as there is a body to tell it on.
  function tellTheStyleSheet() {
    if (!document.body) {
      return false;
    }
    document.body.classList.add('js-enabled');
    if ('noModule' in HTMLScriptElement.prototype) {
      document.body.classList.add('nhsuk-frontend-supported');
    }
    return true;
  }

  if (!tellTheStyleSheet()) {
    new MutationObserver(function (_, observer) {
      if (tellTheStyleSheet()) {
        observer.disconnect();
      }
    }).observe(document.documentElement, { childList: true });
  }

  // The help page is kept on this phone, for when there is no signal.
  if (script && script.dataset.serviceWorker && 'serviceWorker' in navigator) {
    window.addEventListener('load', function () {
      navigator.serviceWorker.register(script.dataset.serviceWorker).catch(function () {});
    });
  }

  // After something was saved, reading starts where it says so. Errors come first: their summary takes the focus.
  function startAtWhatWasSaid() {
    var said = document.querySelector('[data-focus]');
    if (said && !document.querySelector('.nhsuk-error-summary')) {
      said.focus();
    }
  }

  // A second press within two seconds is a tremble, not a wish.
  function ignoreSecondPress(event) {
    var form = event.target;
    var now = Date.now();
    if (form.dataset.sentAt && now - Number(form.dataset.sentAt) < 2000) {
      event.preventDefault();
      return;
    }
    form.dataset.sentAt = String(now);
  }

  // <button type="button" data-copy="id of what to copy" hidden> and <button type="button" data-print hidden>:
  // of no use without a script, so hidden until there is one.
  function copyOrPrint(event) {
    var button = event.target.closest('[data-copy], [data-print]');
    if (!button) {
      return;
    }
    if (button.hasAttribute('data-print')) {
      window.print();
    } else if (navigator.clipboard) {
      var source = document.getElementById(button.dataset.copy);
      navigator.clipboard.writeText(source.value || source.innerText).then(function () {
        button.textContent = 'Copied';
      });
    }
  }

  document.addEventListener('submit', ignoreSecondPress);
  document.addEventListener('click', copyOrPrint);
  document.addEventListener('DOMContentLoaded', function () {
    startAtWhatWasSaid();
    document.querySelectorAll('[data-copy][hidden], [data-print][hidden]').forEach(function (button) {
      button.hidden = false;
    });
  });

  // A page that the browser brings back after "Back" may be sent again.
  window.addEventListener('pageshow', function () {
    document.querySelectorAll('form[data-sent-at]').forEach(function (form) {
      delete form.dataset.sentAt;
    });
  });
})();
