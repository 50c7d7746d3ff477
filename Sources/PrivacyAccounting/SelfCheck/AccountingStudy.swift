internal import Foundation
package import PrivacyModel
internal import Synchronization

/// The accountants against each other at many random mechanisms: the study behind `dpaudit selfcheck --accounting`.
///
/// Every answer is an interval, a bound or an estimate of the same number, so they must be in order; a more private
/// mechanism must have no larger ε. Nothing here knows the true ε: errors that all accountants share would not show.
package struct AccountingStudy: Sendable {
  package let seed: UInt64
  /// DP-SGD mechanisms.
  package let points: Int
  /// Other mechanisms, a tenth as many.
  package var otherPoints: Int { points / 10 }
  package var allPoints: Int { points + otherPoints }

  package init(seed: UInt64, points: Int) {
    precondition(points >= 1, "a study needs at least one point, got \(points)")
    (self.seed, self.points) = (seed, points)
  }

  /// Studies all points, each a function of the seed and its number alone.
  ///
  /// - Parameter progress: Called after each point, by any thread.
  /// - Returns: One value a point, in order, DP-SGD first.
  package func run(threads: Int, progress: @Sendable () -> Void) -> [StudiedPoint] {
    precondition(threads >= 1, "needs at least one thread, got \(threads)")
    let studied = Mutex<[Int: StudiedPoint]>([:])
    let next = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: threads) { _ in
      while true {
        let index = next.add(1, ordering: .relaxed).oldValue
        guard index < allPoints else { return }
        let point = study(index)
        studied.withLock { $0[index] = point }
        progress()
      }
    }
    return studied.withLock { studied in (0..<allPoints).compactMap { studied[$0] } }
  }

  /// Studies one point alone.
  package func study(_ index: Int) -> StudiedPoint {
    let (mechanism, morePrivate) = mechanisms(index)
    return StudyPoint.study(mechanism, morePrivate: morePrivate)
  }

  /// The mechanism of a point, and the more private one.
  package func mechanisms(_ index: Int) -> (StudyMechanism, morePrivate: StudyMechanism) {
    index < points
      ? StudyMechanism.drawnDPSGD(index, seed: seed) : StudyMechanism.drawnOther(index - points, seed: seed)
  }
}
