internal import Foundation
package import PrivacyModel

/// How often every output was seen in either world, as a whole and to the last bit.
package struct OutputFrequencies: Hashable, Codable, Sendable {
  /// By the spelling of the output.
  private var counts: [String: Counts] = [:]

  private struct Counts: Hashable, Codable {
    var included = 0
    var excluded = 0
  }

  /// - Parameter examples: All of the same kind.
  init(of examples: [(ExternalOutput, Membership)]) {
    for (output, membership) in examples {
      switch membership {
      case .included: counts[spelling(of: output), default: Counts()].included += 1
      case .excluded: counts[spelling(of: output), default: Counts()].excluded += 1
      }
    }
  }

  /// log((n₁ + ½) / (n₀ + ½)) with n₁ and n₀ the times that this output was seen with and without the candidate.
  package func logRatio(of output: ExternalOutput) -> Double {
    guard let seen = counts[spelling(of: output)] else { return 0 }
    return log((Double(seen.included) + 0.5) / (Double(seen.excluded) + 0.5))
  }
}

/// A text that no two outputs of the same kind share, except that every NaN is the same.
private func spelling(of output: ExternalOutput) -> String {
  func bits(_ value: Double) -> String {
    value.isNaN ? "nan" : String(value.bitPattern, radix: 16)
  }
  switch output {
  case .number(let value): return bits(value)
  case .vector(let values): return values.map(bits).joined(separator: " ")
  case .text(let text): return text
  case .failed, .lost: preconditionFailure("a trial without an output has no score")
  }
}
