"""Sending what is due: claim, gate, call, record; then sweep what was left behind and settle doubts."""
