internal import Foundation
internal import Synchronization

/// SIGINT and SIGTERM, turned into a flag that the run asks between trials.
enum Interruption {
  static var isRequested: Bool { requested.load(ordering: .relaxed) }

  /// From now on the first signal asks for an orderly end, and a second one kills as usual.
  static func catchSignals() {
    // A parent that blocks signals on the thread which starts us hands the block down.
    var caught = sigset_t()
    sigemptyset(&caught)
    for number in [SIGINT, SIGTERM] {
      signal(number, requestEnd)
      sigaddset(&caught, number)
    }
    pthread_sigmask(SIG_UNBLOCK, &caught, nil)
  }
}

private let requested = Atomic<Bool>(false)

/// A signal handler: nothing in it allocates or locks.
private func requestEnd(_ number: CInt) {
  requested.store(true, ordering: .relaxed)
  signal(number, SIG_DFL)
}
