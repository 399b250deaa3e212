/* Fills in the code from the text, where the phone offers it (WebOTP). Everywhere else the keyboard offers it, or
   people type it: the page needs none of this. */
(function () {
  'use strict';

  var form = document.querySelector('[data-code-form]');
  var box = form && form.querySelector('input[autocomplete="one-time-code"]');
  if (!box || !('OTPCredential' in window) || !window.AbortController) {
    return;
  }

  var stop = new AbortController();
  form.addEventListener('submit', function () {
    stop.abort();
  });
  navigator.credentials
    .get({ otp: { transport: ['sms'] }, signal: stop.signal })
    .then(function (text) {
      if (text && !box.value) {
        box.value = text.code;
      }
    })
    .catch(function () {});
})();
