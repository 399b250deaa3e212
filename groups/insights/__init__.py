"""What can be learnt from the groups: how each is going, Table 2 kept up to date, small numbers hidden."""
