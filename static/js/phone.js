/* A conversation shows its newest line, when the page opens and when something new comes in. */
(function () {
  'use strict';

  var chat = document.getElementById('chat');

  function showNewest() {
    chat.scrollTop = chat.scrollHeight;
  }

  if (chat) {
    showNewest();
    document.addEventListener('polled', showNewest);
  }
})();
