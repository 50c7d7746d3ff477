/// The law of what a query releases, which the adversary knows: he knows the algorithm and all it is told but whether the
/// candidate is there.
package protocol ReleaseLaw<Release>: Sendable {
  associatedtype Release: Hashable & Sendable

  /// The logarithm of the probability, or of the density, of a release where these are the true answers; −∞ where there
  /// is no such release. A factor that does not depend on the answers may be left out.
  func logDensity(of release: Release, given answers: [Double]) -> Double
}
