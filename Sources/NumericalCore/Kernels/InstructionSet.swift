internal import CKernels

/// The instruction sets that the C kernels are compiled for. Results do not depend on the choice, but for the last bits of
/// products of rows.
package enum InstructionSet: UInt32, Sendable, CaseIterable, CustomStringConvertible {
  case baseline = 0
  case avx2 = 1
  case avx512 = 2

  /// The best that this processor supports.
  package static let best = InstructionSet(rawValue: ckernels_best_level().rawValue) ?? .baseline

  /// That of products of rows: what the kernel family of OpenBLAS in use takes, as far as this processor supports it, so
  /// that the family tells all last bits there are to tell.
  package static let ofProducts =
    InstructionSet(
      rawValue: min(best.rawValue, implied(byKernelFamily: OpenBLAS.kernelFamily).rawValue)) ?? .baseline

  /// A family that is not known here takes what there is.
  package static func implied(byKernelFamily family: String) -> InstructionSet {
    switch family.lowercased() {
    case "haswell", "zen", "excavator": .avx2
    case "prescott", "core2", "penryn", "dunnington", "nehalem", "sandybridge", "atom", "katmai", "coppermine",
      "northwood", "banias", "athlon", "opteron", "opteron_sse3", "barcelona", "bobcat", "bulldozer", "piledriver",
      "steamroller", "nano":
      .baseline
    default: .avx512
    }
  }

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
