internal import Foundation
internal import NumericalCore

extension LatticeLaw {
  /// A law on the lattice that gives every smooth function nearly the mean that `law` gives it: each bit of mass goes to
  /// the four lattice points around its loss, in the shares of cubic interpolation.
  ///
  /// Means of polynomials up to the third degree are kept, even where most mass lies within a spacing. No bound: shares
  /// may be negative.
  init(interpolating law: LossLaw, _ resolution: LatticeResolution) {
    self.init(resolution)
    var shares: [Int: Double] = [:]
    func spread(_ mass: Double, _ loss: Double, left: Int) {
      let t = coordinate(ofLoss: loss) - Double(left)
      shares[left - 1, default: 0] -= mass * t * (t - 1) * (t - 2) / 6
      shares[left, default: 0] += mass * (t + 1) * (t - 1) * (t - 2) / 2
      shares[left + 1, default: 0] -= mass * (t + 1) * t * (t - 2) / 2
      shares[left + 2, default: 0] += mass * (t + 1) * t * (t - 1) / 6
    }
    for atom in law.atoms {
      spread(atom.mass, atom.loss, left: Self.whole(coordinate(ofLoss: atom.loss).rounded(.down)))
    }
    for piece in law.pieces where piece.upper > piece.lower {
      let end = piece.loss(piece.upper)
      var (left, u) = (Self.whole(coordinate(ofLoss: piece.loss(piece.lower)).rounded(.down)), piece.lower)
      while u < piece.upper {
        let to = loss(left + 1)
        let next = to >= end ? piece.upper : piece.position(ofLoss: to)
        GaussLegendreRule.panels(from: u, to: next, widest: piece.widestPanel) { u, weight in
          let (density, loss) = piece.point(u)
          spread(weight * density, loss, left: left)
        }
        (left, u) = (left + 1, next)
      }
    }
    infiniteMass = law.infiniteMass
    setAtoms(shares)
  }
}
