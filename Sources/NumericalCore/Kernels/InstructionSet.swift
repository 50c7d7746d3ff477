internal import CKernels

/// The instruction sets that the C kernels are compiled for. Results do not depend on the choice, but for the last bits of
/// products of rows.
package enum InstructionSet: UInt32, Sendable, CaseIterable, CustomStringConvertible {
  case baseline = 0
  case avx2 = 1
  case avx512 = 2

  /// The best that this processor supports.
  package static let best = InstructionSet(rawValue: ckernels_best_level().rawValue) ?? .baseline

  package var description: String {
    switch self {
    case .baseline: "baseline"
    case .avx2: "AVX2"
    case .avx512: "AVX-512"
    }
  }

  /// As the C kernels name it. One that the processor lacks falls back to the best that it has.
  var kernelLevel: CKernelsLevel { CKernelsLevel(rawValue: rawValue) }
}
