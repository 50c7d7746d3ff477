internal import Foundation

/// A privacy loss law on the lattice `offset` + k · `spacing` that bounds another from above or from below.
///
/// Its masses are P-probabilities, up to a rounding that errs on the law's side. They need not add up to 1: what is
/// missing is at −∞.
package struct LatticeLaw: Sendable {
  let offset: Double
  let spacing: Double
  /// k of the atoms, increasing, and their masses, which are positive.
  package private(set) var indices: [Int] = []
  package private(set) var masses: [Double] = []
  package var infiniteMass = 0.0

  /// The share by which arithmetic in masses may err; upper bounds are raised by it and lower ones lowered.
  static let massRounding = 1e-13
  /// The share of the largest loss by which losses may be misplaced.
  static let lossRounding = 2e-15

  init(_ resolution: LatticeResolution) {
    (offset, spacing) = (resolution.offset, resolution.spacing)
  }

  package func loss(_ index: Int) -> Double { offset + Double(index) * spacing }

  /// A whole number that is within 2⁵² of 0 whatever `value` is; `LatticeLadder.isUsable` keeps lattices away from there.
  static func whole(_ value: Double) -> Int { value.isNaN ? 0 : Int(max(-0x1p52, min(0x1p52, value))) }

  /// Where `loss` lies, in units of the spacing.
  func coordinate(ofLoss loss: Double) -> Double { (loss - offset) / spacing }

  /// The lattice point that `loss` is, but for rounding.
  func index(ofLoss loss: Double) -> Int? {
    let index = Self.whole(coordinate(ofLoss: loss).rounded())
    let distance = abs(self.loss(index) - loss)
    return distance <= Self.lossRounding / 2 * max(abs(loss), abs(offset)) ? index : nil
  }

  /// The largest |loss|.
  var largestLoss: Double {
    guard let first = indices.first, let last = indices.last else { return 0 }
    return max(abs(loss(first)), abs(loss(last)))
  }

  mutating func add(_ mass: Double, at index: Int) {
    guard mass > 0 else { return }
    if index == indices.last {
      masses[masses.count - 1] += mass
    } else {
      indices.append(index)
      masses.append(mass)
    }
  }

  /// Replaces all atoms; masses may be negative.
  mutating func setAtoms(_ atoms: [Int: Double]) {
    let sorted = atoms.filter { $0.value != 0 }.sorted { $0.key < $1.key }
    (indices, masses) = (sorted.map(\.key), sorted.map(\.value))
  }

  /// Orders the atoms, and multiplies their masses by `factor`.
  mutating func finish(factor: Double) {
    if zip(indices, indices.dropFirst()).contains(where: { $0 >= $1 }) {
      let atoms = zip(indices, masses).sorted { $0.0 < $1.0 }
      (indices, masses) = ([], [])
      for (index, mass) in atoms { add(mass, at: index) }
    }
    for position in masses.indices { masses[position] *= factor }
    infiniteMass *= factor
  }
}

/// How finely a law is put on a lattice.
package struct LatticeResolution: Sendable {
  let offset: Double
  let spacing: Double
  /// Where most mass is, for laws that do not lie on the lattice: `offset` is its mean.
  let opening: ClosedRange<Double>?
  /// Where tilted mass × (distance of the lattice points used)² stays below this, points of the lattice are left out.
  let cellError: Double
  /// θ, and log E_P[e^{θL}]: the tilted mass of dP is e^{θL − logMoment} dP.
  let tilt: Double
  let logMoment: Double

  /// Lattice points in use are at most about twice this apart, far from where exponentials overflow.
  static let largestDistance = 16.0

  /// The tilted mass of `mass` at `loss` × `distance`².
  func error(mass: Double, loss: Double, distance: Double) -> Double {
    mass * exp(tilt * loss - logMoment) * distance * distance
  }
}
