# Nothing to write down for a commit that is made outside of a run.
gitcrq_accept() {
  [ -z "${GITCRQ_RUN-}" ]
}
