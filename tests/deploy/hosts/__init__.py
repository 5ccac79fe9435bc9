"""`./dev deploy-check --hosts`: two hosts and a third with the database, each a network and a root
that are thrown away, installed by the lines of docs/deployment.md and by deploy/install."""
