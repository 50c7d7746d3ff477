internal import Foundation
internal import PrivacyModel

/// What a statement says of one pair of neighbours, at every δ.
enum ClaimedLaw {
  /// What the accountant says of an event under an adjacency.
  case accounted(MechanismEvent, Adjacency)
  case points(TradeOffCurve)
  /// Rényi divergences at the orders given, and at no others.
  case renyi([ClaimedRenyi])
  /// Two unit Gaussians μ apart, whatever the adjacency is called.
  case gaussian(mu: Double)
  case zeroConcentrated(rho: Double)

  /// - Parameters:
  ///   - delta: Where a stated ε stands.
  ///   - ownEvent: The mechanism's; nil where there is none.
  init(_ statement: ClaimStatement, delta: Double, ownEvent: MechanismEvent?, adjacency: Adjacency) throws {
    switch statement {
    case .ownEvent:
      guard let ownEvent else { throw InvalidValue(key: "claim", allowed: "stated", got: "nothing") }
      self = .accounted(ownEvent, adjacency)
    case .event(let event): self = .accounted(event, adjacency)
    case .epsilon(let epsilon): self = .points(TradeOffCurve([(epsilon, delta)]))
    case .curve(let points): self = .points(TradeOffCurve(points.map { ($0.epsilon, $0.delta) }))
    case .mu(let mu): self = .gaussian(mu: mu)
    case .rho(let rho): self = .zeroConcentrated(rho: rho)
    case .renyi(let values): self = .renyi(values)
    }
  }

  /// The event whose account is the statement; nil for lists of numbers.
  private var event: (MechanismEvent, Adjacency)? {
    switch self {
    case .accounted(let event, let adjacency): (event, adjacency)
    // Under this adjacency a record moves the sum by the norm of its contribution, once.
    case .gaussian(let mu): (.gaussian(noiseMultiplier: 1 / mu), .addOrRemove)
    case .zeroConcentrated(let rho): (.zeroConcentratedDP(rho: rho), .addOrRemove)
    case .points, .renyi: nil
    }
  }

  /// The same statement about datasets `steps` neighbours apart, where one of its kind is the best there is: kμ, and k²ρ.
  func scaled(by steps: Double) -> ClaimedLaw? {
    switch self {
    case .gaussian(let mu): .gaussian(mu: steps * mu)
    case .zeroConcentrated(let rho): .zeroConcentrated(rho: steps * steps * rho)
    case .accounted, .points, .renyi: nil
    }
  }

  /// The least ε that the statement implies at `delta`, rounded up.
  ///
  /// - Throws: `InvalidValue` or `AccountingError` where it implies none.
  func epsilon(delta: Double) throws -> Double {
    if let (event, adjacency) = event { return try account(event, delta: delta, adjacency: adjacency).epsilon }
    if case .renyi(let values) = self {
      guard delta > 0 else { throw AccountingError.unbounded(delta: delta) }
      return values.map {
        RenyiConversion(excessOrder: $0.order - 1, delta: delta).epsilon(renyiValue: $0.epsilon)
      }.min() ?? .infinity
    }
    guard case .points(let curve) = self, let epsilon = curve.impliedEpsilon(delta: delta) else {
      throw InvalidValue(
        key: "delta", allowed: "at least the smallest of the claimed curve: below, no epsilon follows", got: "\(delta)")
    }
    return epsilon
  }

  private static let pointCount = 40

  /// The curve of the statement, from ε = 0 to where δ is `smallestDelta`, with `claim` as one of its points.
  func curve(through claim: PrivacyClaim, smallestDelta: Double) throws -> TradeOffCurve {
    TradeOffCurve(points: try points(smallestDelta: smallestDelta, claimedDelta: claim.delta))
      .including(epsilon: claim.epsilon, delta: claim.delta)
  }

  /// None where the accountants give ε at the δ of the claim and no more.
  private func points(smallestDelta: Double, claimedDelta: Double) throws -> [PrivacyCurvePoint] {
    switch self {
    case .points(let curve): return curve.points
    case .renyi(let values):
      let last = try epsilon(delta: smallestDelta)
      return (0..<Self.pointCount).map { index in
        let epsilon = last * Double(index) / Double(Self.pointCount - 1)
        let logDelta = values.map {
          RenyiConversion.logDelta(excessOrder: $0.order - 1, renyiValue: $0.epsilon, epsilon: epsilon)
        }.min()
        return PrivacyCurvePoint(
          epsilon: epsilon, lowerDelta: nil, upperDelta: min(1, exp(logDelta ?? 0) * (1 + 1e-12)))
      }
    case .accounted, .gaussian, .zeroConcentrated:
      guard let (event, adjacency) = event else { return [] }
      // Below the probability of a failure there is no ε; at the δ of the claim there is one.
      for smallest in [smallestDelta, claimedDelta] {
        do {
          return try tradeOffCurve(event, adjacency: adjacency, smallestDelta: smallest).points
        } catch is AccountingError {
          continue
        }
      }
      return []
    }
  }
}

extension TradeOffCurve {
  fileprivate init(_ points: [(epsilon: Double, delta: Double)]) {
    self.init(points: points.map { PrivacyCurvePoint(epsilon: $0.epsilon, lowerDelta: nil, upperDelta: $0.delta) })
  }

  /// With one point more, unless it is there.
  fileprivate func including(epsilon: Double, delta: Double) -> TradeOffCurve {
    guard !points.contains(where: { $0.epsilon <= epsilon && $0.upperDelta <= delta }) else { return self }
    return TradeOffCurve(points: points + [PrivacyCurvePoint(epsilon: epsilon, lowerDelta: nil, upperDelta: delta)])
  }
}
