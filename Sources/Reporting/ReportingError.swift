/// What keeps a report from being made, with the way out.
package enum ReportingError: Error, Hashable, Sendable, CustomStringConvertible {
  case cannotMakeFolder(path: String, reason: String, remedy: String)
  case cannotWrite(path: String, reason: String, remedy: String)
  case gnuplotNotFound(searchPath: String)
  case gnuplotFailed(executable: String, reason: String)
  case unknownSchema(found: String, supported: String)
  case unreadableOutcome(reason: String)

  package var description: String {
    switch self {
    case .cannotMakeFolder(let path, let reason, let remedy):
      "\(path): the report's folder cannot be made: \(reason); \(remedy)"
    case .cannotWrite(let path, let reason, let remedy):
      "\(path): the report cannot be written: \(reason); \(remedy)"
    case .gnuplotNotFound(let searchPath):
      "gnuplot, which draws the figures, is in none of \(searchPath); install it (Debian and Ubuntu: "
        + "apt install gnuplot-nox, Fedora: dnf install gnuplot-minimal) or add its folder to PATH"
    case .gnuplotFailed(let executable, let reason):
      "\(executable): gnuplot could not draw a figure: \(reason); gnuplot 5.4 with its svg terminal is known to work "
        + "(Debian and Ubuntu: apt install gnuplot-nox)"
    case .unknownSchema(let found, let supported):
      "schema must be \(supported), got \(found); read the file with the dpaudit that wrote it"
    case .unreadableOutcome(let reason):
      "not an audit outcome: \(reason)"
    }
  }
}
