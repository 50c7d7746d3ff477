package import PrivacyModel

/// The sum of an attack's scores over several releases of one mechanism.
package struct SumOverReleasesAttack<Single: Attack>: Attack {
  private let single: Single

  package init(_ single: Single) { self.single = single }

  package func score(_ releases: [Single.Observation], candidate: Int) throws -> Double {
    try releases.reduce(0) { try $0 + single.score($1, candidate: candidate) }
  }
}
