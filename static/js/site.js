/* What every page does beyond the NHS components. Each part works without the others, and every page works
   without any of them. */
(function () {
  'use strict';

  // Keep the help page on this phone, for when there is no signal.
  var worker = document.currentScript && document.currentScript.dataset.serviceWorker;
  if (worker && 'serviceWorker' in navigator) {
    navigator.serviceWorker.register(worker).catch(function () {});
  }

  // After something was saved, start reading where it says so.
  function focusWhatWasSaid() {
    var said = document.querySelector('[data-focus]');
    if (said && !document.querySelector('.nhsuk-error-summary')) {
      said.focus({ preventScroll: false });
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

  // "Copy the text" buttons: <button data-copy="id of what to copy">.
  function copy(event) {
    var button = event.target.closest('[data-copy]');
    if (!button || !navigator.clipboard) {
      return;
    }
    var source = document.getElementById(button.dataset.copy);
    navigator.clipboard.writeText(source.value || source.innerText).then(function () {
      button.textContent = 'Copied';
    });
  }

  // "Print this page" buttons have no use without a script, so they are hidden until there is one.
  function print(event) {
    if (event.target.closest('[data-print]')) {
      window.print();
    }
  }

  document.addEventListener('submit', ignoreSecondPress);
  document.addEventListener('click', copy);
  document.addEventListener('click', print);
  document.addEventListener('DOMContentLoaded', function () {
    focusWhatWasSaid();
    document.querySelectorAll('[data-copy][hidden], [data-print][hidden]').forEach(function (button) {
      button.hidden = false;
    });
  });
  // A page taken from the browser's memory after "Back" may be sent again.
  window.addEventListener('pageshow', function () {
    document.querySelectorAll('form[data-sent-at]').forEach(function (form) {
      delete form.dataset.sentAt;
    });
  });
})();
