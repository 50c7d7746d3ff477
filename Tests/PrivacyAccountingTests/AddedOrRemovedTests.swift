import Foundation
import PrivacyAccounting
import PrivacyModel
import Testing

/// Batches of a fixed size, whose sum a record that is added moves by two contributions.
@Suite("Batches of a fixed size between datasets with and without a record") struct AddedOrRemovedTests {
  static func event(batch: Int, of records: Int) -> MechanismEvent {
    .sampledWithoutReplacement(batchSize: batch, populationSize: records, .gaussian(noiseMultiplier: 1))
  }

  /// The density, on a lattice, of unit noise on the sum of a random batch of scalar `records`, all batches enumerated.
  static func density(_ records: [Double], batch: Int) -> [Double] {
    let sums = (0..<1 << records.count).filter { $0.nonzeroBitCount == batch }.map { subset in
      records.indices.reduce(0.0) { $0 + (subset >> $1 & 1 == 1 ? records[$1] : 0) }
    }
    return stride(from: -14.0, through: 14, by: 0.01).map { x in
      sums.reduce(0) { $0 + exp(-(x - $1) * (x - $1) / 2) } / (2 * Double.pi).squareRoot() / Double(sums.count)
    }
  }

  /// The larger of the δ in both directions.
  static func delta(_ others: [Double], canary: Double, batch: Int, epsilon: Double) -> Double {
    let (without, with) = (density(others, batch: batch), density(others + [canary], batch: batch))
    func divergence(_ p: [Double], _ q: [Double]) -> Double {
      zip(p, q).reduce(0) { $0 + max(0, $1.0 - exp(epsilon) * $1.1) } * 0.01
    }
    return max(divergence(with, without), divergence(without, with))
  }

  static func bound(batch: Int, of records: Int, epsilon: Double) throws -> Double {
    let event = event(batch: batch, of: records).forAddedOrRemoved
    #expect(event.isBoundedOnly)
    return try deltaCurve(event, adjacency: .addOrRemove, epsilons: [epsilon])[0].upperDelta
  }

  @Test("are dominated where the others point against the record, and no bound is smaller", arguments: [0, 0.5, 1.5])
  func isTight(epsilon: Double) throws {
    for others in 1...4 {
      for batch in 1...others {
        let bound = try Self.bound(batch: batch, of: others + 1, epsilon: epsilon)
        let truth = Self.delta(
          [Double](repeating: -1, count: others), canary: 1, batch: batch, epsilon: epsilon)
        #expect(truth <= bound * (1 + 1e-6) && truth >= bound * (1 - 2e-3), "\(truth) \(bound)")
      }
    }
  }

  @Test("are no less private than the bound whatever the records", arguments: [0, 0.5, 1.5])
  func holds(epsilon: Double) throws {
    for others in [[1, 1, 1], [1, -1, 0.5], [0, 0, 0], [-1, -1, 1]] {
      for batch in 1...3 {
        let bound = try Self.bound(batch: batch, of: 4, epsilon: epsilon)
        #expect(Self.delta(others, canary: 1, batch: batch, epsilon: epsilon) <= bound * (1 + 1e-6))
      }
    }
  }

  @Test("of all records, or sampled otherwise, are left as they are")
  func otherwise() {
    for event in [
      Self.event(batch: 5, of: 5), .poissonSampled(samplingProbability: 0.5, .gaussian(noiseMultiplier: 1)),
    ] {
      #expect(event.forAddedOrRemoved == event)
    }
    #expect(
      MechanismEvent.selfComposed(Self.event(batch: 1, of: 4), count: 3).forAddedOrRemoved
        == .selfComposed(
          .dominated(by: .poissonSampled(samplingProbability: 0.25, .gaussian(noiseMultiplier: 0.5))), count: 3))
  }
}
