internal import Foundation
package import PrivacyModel

/// A number from what an external mechanism released.
package struct ExternalAttack: Attack {
  private let reading: Reading

  /// How an output is read.
  package enum Reading: Sendable {
    /// The number itself.
    case output
    case absoluteValue
    /// Of a vector, in ℓ2.
    case norm
    /// Of a vector along a direction of the same length.
    case projection([Double])
    /// log₂ of the largest power of two that divides the number; of a vector, the least over its numbers that are not 0.
    ///
    /// A mechanism that adds noise in floating point to the answer f gives sums on a grid as fine as those near f: the low bits
    /// tell answers apart that the noise should hide (Mironov, "On Significance of the Least Significant Bits for Differential
    /// Privacy", CCS 2012).
    case lowestBit
  }

  /// - Throws: `InvalidValue` where outputs of this kind cannot be read so.
  package init(_ reading: Reading, of kind: OutputKind) throws {
    self.reading = reading
    switch (reading, kind) {
    case (.output, .number), (.absoluteValue, .number), (.norm, .vector), (.lowestBit, .number), (.lowestBit, .vector):
      break
    case (.projection(let direction), .vector(let length)):
      guard direction.count == length else {
        throw InvalidValue(
          key: "attack.direction", allowed: "a list of \(length) numbers, as long as the worker's outputs",
          got: "\(direction.count)")
      }
    case (.output, _), (.absoluteValue, _):
      throw InvalidValue(
        key: "attack.kind",
        allowed: kind == .text
          ? "learned for outputs that are texts" : "one for vectors, which the worker's outputs are",
        got: "one for numbers")
    case (.norm, _), (.projection, _), (.lowestBit, _):
      throw InvalidValue(
        key: "attack.kind",
        allowed: kind == .text
          ? "learned for outputs that are texts" : "one for numbers, which the worker's outputs are",
        got: "one for vectors")
    }
  }

  package func score(_ output: ExternalOutput, candidate: Int) -> Double {
    switch (reading, output) {
    case (.output, .number(let value)): value
    case (.absoluteValue, .number(let value)): abs(value)
    case (.norm, .vector(let values)): values.reduce(0) { $0 + $1 * $1 }.squareRoot()
    case (.projection(let direction), .vector(let values)):
      zip(direction, values).reduce(0) { $0 + $1.0 * $1.1 }
    case (.lowestBit, .number(let value)): lowestBit(value)
    case (.lowestBit, .vector(let values)):
      values.allSatisfy(\.isFinite) ? values.reduce(.infinity) { min($0, lowestBit($1)) } : .nan
    default: .nan
    }
  }
}

/// log₂ of the largest power of two that divides a number: −1074 to 1023, or ∞ for 0; NaN for what is not finite.
func lowestBit(_ value: Double) -> Double {
  guard value.isFinite else { return .nan }
  guard value != 0 else { return .infinity }
  let zeros = value.significandBitPattern.trailingZeroBitCount
  guard value.isNormal else { return Double(zeros - 1074) }
  return Double(Int(value.exponent) - 52 + min(52, zeros))
}
