internal import Foundation
package import PrivacyModel

/// What is known of a training beside its event, for readings in which it was mixed up with the noise.
package struct ClaimFacts: Hashable, Sendable {
  /// The ℓ2 bound on one record's contribution.
  package let clipNorm: Double?
  /// The expected number of records in a batch.
  package let batchSize: Double?

  package init(clipNorm: Double? = nil, batchSize: Double? = nil) {
    (self.clipNorm, self.batchSize) = (clipNorm, batchSize)
  }
}

/// Holds a stated ε against what is proven of the mechanism's event, and recomputes it under the usual misreadings.
///
/// While the stated ε lies within the proven interval, the interval is narrowed, down to a relative width of 1e-5.
///
/// - Parameters:
///   - epsilon: What is stated, at least 0.
///   - statement: What is proven at the stated δ and adjacency; nil where nothing is.
///   - event: What the mechanism did.
///   - delta: In [0, 1).
/// - Throws: `InvalidValue`. Readings that no accountant can compute are left out.
package func checkClaim(
  epsilon: Double, against statement: AccountantStatement?, of event: MechanismEvent, delta: Double,
  adjacency: Adjacency, facts: ClaimFacts = ClaimFacts()
) throws -> ClaimCheck {
  let epsilon = try checked(epsilon, "epsilon", in: .notNegative)
  let question = ClaimQuestion(epsilon: epsilon, event: event, delta: delta, adjacency: adjacency, facts: facts)
  // Readings have the width of the first statement, and may equal it alone.
  let asked = statement?.epsilon
  let statement = try statement.map { try narrowed($0, around: epsilon) }
  let outcome = ClaimCheck.Outcome(epsilon: epsilon, lower: statement?.lower, upper: statement?.epsilon)
  let readings = try question.readings().filter { reading in
    // What changes nothing explains nothing.
    let truths = [asked, statement?.epsilon].compactMap(\.self)
    if truths.contains(where: { abs(reading.epsilon - $0) <= 1e-6 * $0 }) { return false }
    // That some δ gives the number only matters where this one does not.
    if reading.reason == .otherDelta, outcome != .unsupported { return false }
    return outcome != .supported || reading.gives(epsilon)
  }
  return ClaimCheck(
    epsilon: epsilon, lower: statement?.lower, upper: statement?.epsilon,
    readings: readings.sorted { key($0) < key($1) })

  /// That some δ gives the stated ε is always true, and comes after mistakes that do.
  func key(_ reading: ClaimReading) -> (Double, Int) {
    let mismatch = reading.mismatch(with: epsilon)
    return (reading.gives(epsilon) ? 0 : mismatch, reading.reason == .otherDelta ? 1 : 0)
  }
}

/// The statement itself, or a narrower one while `epsilon` lies between its proven ends.
private func narrowed(_ statement: AccountantStatement, around epsilon: Double) throws -> AccountantStatement {
  var best = statement
  for relativeWidth in [1e-4, 1e-5] {
    // Lattices alone are as wide as they are asked to be.
    guard best.method == .lossDistribution, let lower = best.lower, lower <= epsilon, epsilon < best.epsilon else {
      break
    }
    guard best.epsilon - lower > relativeWidth * best.epsilon else { continue }
    let next: AccountantStatement
    do {
      next = try account(
        best.event, delta: best.delta, adjacency: best.adjacency, relativeWidth: relativeWidth)
    } catch is AccountingError {
      break
    }
    guard let nextLower = next.lower, next.epsilon - nextLower < best.epsilon - lower else { break }
    best = next
  }
  return best
}
