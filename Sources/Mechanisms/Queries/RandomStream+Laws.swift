internal import Foundation
internal import NumericalCore

extension RandomStream {
  /// An exponential number of mean 1, from one uniform number: at most 37.
  mutating func nextExponential() -> Double { -log(nextUniform()) }

  /// A number of density e^−|x| / 2, from one uniform number for its size and one for its sign.
  mutating func nextLaplace() -> Double {
    let size = nextExponential()
    return nextUniform() < 0.5 ? -size : size
  }
}
