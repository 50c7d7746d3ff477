internal import Foundation

extension LatticeLaw {
  /// The upper bound on `law` by Connect-the-Dots: the mass between two lattice points a < b goes to them so that both
  /// E[1] and E[e^{−L}] are kept.
  ///
  /// It is an upper bound because max(0, 1 − e^{ε − ΣL}) is a convex function of each e^{−Lᵢ} alone, and its mean does
  /// not fall when e^{−Lᵢ} is spread with its mean kept; steps are replaced one at a time. What `law` leaves out
  /// is added at ∞.
  ///
  /// - Reference: the construction is that of arXiv:2207.04380v1, section 4.
  package init(above law: LossLaw, _ resolution: LatticeResolution) {
    self.init(resolution)
    for piece in law.pieces { addAbove(piece, resolution) }
    for atom in law.atoms { addAbove(atom) }
    infiniteMass = law.infiniteMass + law.missingMass
    finish(factor: 1 + Self.massRounding)
  }

  private mutating func addAbove(_ atom: LossLaw.Atom) {
    if let index = index(ofLoss: atom.loss) { return add(atom.mass, at: index) }
    let index = Self.whole(coordinate(ofLoss: atom.loss).rounded(.down))
    let up = expm1(loss(index) - atom.loss) / expm1(-spacing)
    let down = expm1(loss(index + 1) - atom.loss) / expm1(spacing)
    add(atom.mass * down, at: index)
    add(atom.mass * up, at: index + 1)
  }

  private mutating func addAbove(_ piece: LossPiece, _ resolution: LatticeResolution) {
    guard piece.upper > piece.lower else { return }
    let end = piece.loss(piece.upper)
    var (left, u) = (Self.whole(coordinate(ofLoss: piece.loss(piece.lower)).rounded(.down)), piece.lower)
    var stride = 1
    while u < piece.upper {
      while stride > 1, loss(left + stride) > end + spacing { stride /= 2 }
      let distance = Double(stride) * spacing
      let (from, to) = (loss(left), loss(left + stride))
      let next = to >= end ? piece.upper : piece.position(ofLoss: to)
      let cell = piece.integral(from: u, to: next, target: from)
      // Down by a difference: what rounding takes from it, `up` makes good by `massRounding` wherever that is more.
      let up = max(0, cell.excess / -expm1(-distance))
      let down = max(0, cell.mass - up)
      let error =
        resolution.error(mass: up, loss: to, distance: distance)
        + resolution.error(mass: down, loss: from, distance: distance)
      if stride > 1, error > resolution.cellError {
        stride /= 2
        continue
      }
      add(down, at: left)
      add(up, at: left + stride)
      (left, u) = (left + stride, next)
      if 8 * error < resolution.cellError, distance < LatticeResolution.largestDistance { stride *= 2 }
    }
  }
}
