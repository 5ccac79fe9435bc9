"""`./dev deploy-check --hosts`."""
