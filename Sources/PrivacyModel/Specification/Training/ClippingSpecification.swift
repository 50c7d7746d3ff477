/// How each example's gradient is bounded.
package enum ClippingSpecification: Hashable, Sendable {
  /// min(1, C ÷ norm).
  case flat(clipNorm: Double)
  /// C ÷ (norm + stabiliser).
  case automatic(clipNorm: Double, stabiliser: Double)
  /// Every layer by itself, with equal shares of C², or with these to a common factor.
  case perLayer(clipNorm: Double, shares: [Double]?)
  /// Flat, with a C that follows a quantile of the norms; `clipNorm` is that of the first step.
  case adaptive(clipNorm: Double, quantile: Double, rate: Double, countNoiseMultiplier: Double)

  package enum Kind: String, Codable, Sendable, CaseIterable {
    case flat, automatic
    case perLayer = "per-layer"
    case adaptive
  }

  package var kind: Kind {
    switch self {
    case .flat: .flat
    case .automatic: .automatic
    case .perLayer: .perLayer
    case .adaptive: .adaptive
    }
  }

  /// C, or what it is at first.
  package var clipNorm: Double {
    switch self {
    case .flat(let clipNorm), .automatic(let clipNorm, _), .perLayer(let clipNorm, _), .adaptive(let clipNorm, _, _, _):
      clipNorm
    }
  }

  /// Where the published method leaves a number open, what its authors chose.
  package static let (defaultStabiliser, defaultQuantile, defaultRate) = (0.01, 0.5, 0.2)

  /// Itself, when its values are in range.
  func checked() throws -> ClippingSpecification {
    let key = kind == .flat ? "clipNorm" : "clipping.clipNorm"
    _ = try PrivacyModel.checked(clipNorm, key, in: .singlePrecision)
    switch self {
    case .flat: break
    case .automatic(_, let stabiliser):
      _ = try PrivacyModel.checked(stabiliser, "clipping.stabiliser", in: .singlePrecision)
    case .perLayer(_, let shares):
      if let shares, shares.isEmpty {
        throw InvalidValue(key: "clipping.shares", allowed: "one share for each layer", got: "an empty list")
      }
      for (index, share) in (shares ?? []).enumerated() {
        _ = try PrivacyModel.checked(share, "clipping.shares[\(index)]", in: .singlePrecision)
      }
    case .adaptive(_, let quantile, let rate, let countNoiseMultiplier):
      _ = try PrivacyModel.checked(quantile, "clipping.quantile", in: .unitInterval)
      _ = try PrivacyModel.checked(rate, "clipping.rate", in: .singlePrecision)
      _ = try PrivacyModel.checked(countNoiseMultiplier, "clipping.countNoiseMultiplier", in: .singlePrecision)
    }
    return self
  }
}

/// As JSON: what a specification file gives.
extension ClippingSpecification: Codable {
  private enum Key: String, CodingKey {
    case kind, clipNorm, stabiliser, shares, quantile, rate, countNoiseMultiplier
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    func number(_ key: Key) throws -> Double { try container.decode(Double.self, forKey: key) }
    let clipNorm = try number(.clipNorm)
    switch try container.decode(Kind.self, forKey: .kind) {
    case .flat: self = .flat(clipNorm: clipNorm)
    case .automatic: self = .automatic(clipNorm: clipNorm, stabiliser: try number(.stabiliser))
    case .perLayer:
      self = .perLayer(clipNorm: clipNorm, shares: try container.decodeIfPresent([Double].self, forKey: .shares))
    case .adaptive:
      self = .adaptive(
        clipNorm: clipNorm, quantile: try number(.quantile), rate: try number(.rate),
        countNoiseMultiplier: try number(.countNoiseMultiplier))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(kind, forKey: .kind)
    try container.encode(clipNorm, forKey: .clipNorm)
    switch self {
    case .flat: break
    case .automatic(_, let stabiliser): try container.encode(stabiliser, forKey: .stabiliser)
    case .perLayer(_, let shares): try container.encodeIfPresent(shares, forKey: .shares)
    case .adaptive(_, let quantile, let rate, let countNoiseMultiplier):
      try container.encode(quantile, forKey: .quantile)
      try container.encode(rate, forKey: .rate)
      try container.encode(countNoiseMultiplier, forKey: .countNoiseMultiplier)
    }
  }
}
