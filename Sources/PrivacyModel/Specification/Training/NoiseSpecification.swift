/// How the noise of a step depends on that of others.
package enum NoiseSpecification: Hashable, Sendable {
  /// Not at all.
  case gaussian
  /// Over so many steps: a banded matrix mechanism with the first bands of the square root of prefix sums.
  case bandedMatrix(bands: Int)
  /// Over an epoch, by a binary tree that begins anew with each.
  case tree

  package enum Kind: String, Codable, Sendable, CaseIterable {
    case gaussian
    case bandedMatrix = "banded-matrix"
    case tree
  }

  package var kind: Kind {
    switch self {
    case .gaussian: .gaussian
    case .bandedMatrix: .bandedMatrix
    case .tree: .tree
    }
  }

  /// Itself, when its values are in range and the sampler bounds how often a record takes part.
  func checked(with sampler: SamplerSpecification) throws -> NoiseSpecification {
    let fitting: [SamplerSpecification.Kind]
    switch self {
    case .gaussian: return self
    case .bandedMatrix(let bands):
      _ = try PrivacyModel.checked(bands, "noise.bands", in: 1...100_000)
      if case .cyclicPoisson(let blocks, _) = sampler, blocks < bands {
        throw InvalidValue(
          key: "noise.bands", allowed: "at most the \(blocks) blocks of the sampler", got: "\(bands)")
      }
      fitting = [.cyclicPoisson, .shuffled, .ballsAndBins, .fullBatch]
    case .tree: fitting = [.shuffled, .ballsAndBins]
    }
    guard fitting.contains(sampler.kind) else {
      throw InvalidValue(
        key: "noise.kind",
        allowed: "gaussian unless the sampler is \(fitting.map(\.rawValue).joined(separator: " or "))",
        got: kind.rawValue)
    }
    return self
  }
}

/// As JSON: what a specification file gives.
extension NoiseSpecification: Codable {
  private enum Key: String, CodingKey {
    case kind, bands
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    switch try container.decode(Kind.self, forKey: .kind) {
    case .gaussian: self = .gaussian
    case .bandedMatrix: self = .bandedMatrix(bands: try container.decode(Int.self, forKey: .bands))
    case .tree: self = .tree
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(kind, forKey: .kind)
    if case .bandedMatrix(let bands) = self { try container.encode(bands, forKey: .bands) }
  }
}
