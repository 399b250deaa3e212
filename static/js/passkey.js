/* Passkeys. A form says what for:
     <form data-passkey="sign-in" data-ask="/address/">   asks the address for the options first
     <form data-passkey="use" data-options="id">           the options stand in the page as JSON
     <form data-passkey="add" data-options="id">
   The form has a hidden input `credential`, and is itself hidden until we know that this browser has passkeys. */
(function () {
  'use strict';

  var json = window.webauthnJSON;

  function options(form) {
    if (form.dataset.ask) {
      return fetch(form.dataset.ask, { headers: { Accept: 'application/json' }, credentials: 'same-origin' })
        .then(function (answer) {
          return answer.ok ? answer.json() : Promise.reject(answer.status);
        });
    }
    return Promise.resolve(JSON.parse(document.getElementById(form.dataset.options).textContent));
  }

  function make(given) {
    var wanted = JSON.parse(JSON.stringify(given.creation_options));
    var choice = (wanted.publicKey.authenticatorSelection = wanted.publicKey.authenticatorSelection || {});
    choice.residentKey = 'required';
    choice.requireResidentKey = true;
    choice.userVerification = 'required';
    return json.create(wanted);
  }

  function ready(form) {
    var trouble = form.querySelector('[data-passkey-trouble]');
    var sending = false;
    form.hidden = false;
    form.addEventListener('submit', function (event) {
      if (sending) {
        return;
      }
      event.preventDefault();
      options(form)
        .then(function (given) {
          return form.dataset.passkey === 'add' ? make(given) : json.get(given.request_options);
        })
        .then(function (credential) {
          form.elements.credential.value = JSON.stringify(credential);
          sending = true;
          form.submit();
        })
        .catch(function () {
          if (trouble) {
            trouble.hidden = false;
          }
        });
    });
  }

  if (json && window.PublicKeyCredential) {
    document.querySelectorAll('[data-passkey]').forEach(ready);
  }
})();
