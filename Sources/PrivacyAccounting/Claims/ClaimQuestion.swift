internal import Foundation
internal import PrivacyModel

/// A stated ε with what it is stated of.
struct ClaimQuestion {
  let epsilon: Double
  let event: MechanismEvent
  let delta: Double
  let adjacency: Adjacency
  let facts: ClaimFacts

  /// The ε of every other reading that the accountants can compute, in no order.
  func readings() throws -> [ClaimReading] {
    let changes = samplingChanges + adjacencyChanges + stepChanges + partChanges + noiseChanges
    return try changes.compactMap(reading) + orderReadings() + deltaReadings()
  }

  /// A way to misread the event.
  private struct Change {
    let reason: ClaimReading.Reason
    var value: Double?
    let event: MechanismEvent
    let adjacency: Adjacency
  }

  private var samplingChanges: [Change] {
    let poisson = event.withPoissonSampling
    guard poisson != event else { return [] }
    // The usual accountants of Poisson samples take neighbours to differ by a record's presence.
    let adjacencies: [Adjacency] = adjacency == .addOrRemove ? [.addOrRemove] : [.addOrRemove, adjacency]
    return adjacencies.map { Change(reason: .fixedBatchesAsPoisson, event: poisson, adjacency: $0) }
  }

  private var adjacencyChanges: [Change] {
    Adjacency.allCases.filter { $0 != adjacency }.map { Change(reason: .otherAdjacency, event: event, adjacency: $0) }
  }

  private var stepChanges: [Change] {
    guard let steps = event.sampledSteps else { return [] }
    let epochs = max(1, (Double(steps.count) * steps.share).rounded())
    let counts: [(ClaimReading.Reason, Double)] = [
      (.oneStep, 1), (.epochsForSteps, epochs), (.stepsForEpochs, (Double(steps.count) / steps.share).rounded()),
    ]
    return counts.filter { reason, count in
      count != Double(steps.count) && count < 1e12 && (count > 1 || reason == .oneStep)
    }.map { reason, count in
      Change(reason: reason, value: count, event: event.withSampledSteps(Int(count)), adjacency: adjacency)
    }
  }

  private var partChanges: [Change] {
    guard case .composed(let events) = event, events.count > 1 else { return [] }
    return events.enumerated().map { index, event in
      Change(reason: .onlyEvent, value: Double(index + 1), event: event, adjacency: adjacency)
    }
  }

  private var noiseChanges: [Change] {
    func changes(_ times: ClaimReading.Reason, _ over: ClaimReading.Reason, _ factor: Double?) -> [Change] {
      guard let factor, factor != 1 else { return [] }
      return [
        Change(reason: times, value: factor, event: event.withNoise(times: factor), adjacency: adjacency),
        Change(reason: over, value: factor, event: event.withNoise(times: 1 / factor), adjacency: adjacency),
      ]
    }
    return changes(.noiseTimesClipNorm, .noiseOverClipNorm, facts.clipNorm)
      + changes(.noiseTimesBatchSize, .noiseOverBatchSize, facts.batchSize ?? event.batchSize.map(Double.init))
  }

  private func orderReadings() throws -> [ClaimReading] {
    guard delta > 0, let curve = try computed({ try RenyiCurve(event, adjacency: adjacency) }), curve.setAsideDelta == 0
    else { return [] }
    return [(ClaimReading.Reason.fixedOrders, false), (.olderConversion, true)].compactMap { reason, isOlder in
      let epsilon = curve.epsilonAtUsualOrders(delta: delta, byOlderConversion: isOlder)
      guard epsilon.isFinite else { return nil }
      return ClaimReading(
        reason: reason, epsilon: epsilon, renyiEpsilon: nil, event: event, delta: delta, adjacency: adjacency)
    }
  }

  private func deltaReadings() throws -> [ClaimReading] {
    guard let point = try computed({ try deltaCurve(event, adjacency: adjacency, epsilons: [epsilon]) })?.first,
      point.upperDelta > delta, point.upperDelta < 1
    else { return [] }
    return [
      ClaimReading(
        reason: .otherDelta, epsilon: epsilon, renyiEpsilon: nil, event: event, delta: point.upperDelta,
        adjacency: adjacency)
    ]
  }

  /// Beyond this multiple of the stated ε a reading explains nothing, and only its Rényi bound is computed: accountants
  /// that are exact take long, and much memory, where there is next to no noise.
  private static let farthest = 30.0

  private func reading(_ change: Change) throws -> ClaimReading? {
    let (event, adjacency) = (change.event, change.adjacency)
    let renyi =
      delta > 0 ? try computed { try accountByRenyi(event, delta: delta, adjacency: adjacency).epsilon } : nil
    let statement =
      if let renyi, renyi > Self.farthest * epsilon {
        (epsilon: renyi, isByRenyi: true)
      } else {
        try computed { try account(event, delta: delta, adjacency: adjacency) }.map {
          (epsilon: $0.epsilon, isByRenyi: $0.method == .renyi)
        }
      }
    guard let statement, statement.epsilon.isFinite else { return nil }
    return ClaimReading(
      reason: change.reason, value: change.value, epsilon: statement.epsilon,
      renyiEpsilon: statement.isByRenyi ? nil : renyi, event: event, delta: delta, adjacency: adjacency)
  }

  /// nil where the accountants have no answer to a question that nobody asked.
  private func computed<Value>(_ compute: () throws -> Value) throws -> Value? {
    do {
      return try compute()
    } catch is AccountingError {
      return nil
    } catch is InvalidValue {
      return nil
    }
  }
}
