internal import Foundation
internal import Synchronization

/// How far a run has come, on standard error: a bar on a terminal, a line every few seconds elsewhere.
final class ProgressReporter: Sendable {
  private struct State {
    var finished: Int
    var lastShown: ContinuousClock.Instant?
    var isShowingBar = false
    var detail = ""
  }

  private let total: Int
  private let finishedBefore: Int
  private let start = ContinuousClock.now
  private let isTerminal = isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
  private let isQuiet: Bool
  private let unit: String
  private let state: Mutex<State>

  /// - Parameters:
  ///   - total: All trials of the run.
  ///   - finished: Those that an earlier run has finished.
  ///   - unit: What is counted.
  init(total: Int, finished: Int, isQuiet: Bool, unit: String = "trials") {
    (self.total, self.finishedBefore, self.isQuiet, self.unit) = (total, finished, isQuiet, unit)
    state = Mutex(State(finished: finished, lastShown: isTerminal ? nil : .now))
  }

  /// Counts `trials` more as finished, and shows it now and then.
  ///
  /// - Parameter detail: What else there is to say from now on; nil leaves it as it is.
  func add(_ trials: Int, detail: String? = nil) {
    state.withLock { state in
      state.finished += trials
      if let detail { state.detail = detail }
      let now = ContinuousClock.now
      let interval = isTerminal ? Duration.milliseconds(100) : .seconds(5)
      guard !isQuiet, state.lastShown.map({ now - $0 >= interval }) ?? true else { return }
      state.lastShown = now
      state.isShowingBar = isTerminal
      let line = line(state)
      writeToStandardError(isTerminal ? "\r\u{1B}[K\(line.withBar(columns: terminalColumns))" : "\(line.text)\n")
    }
  }

  /// Ends the bar's line.
  func end() {
    state.withLock { state in
      guard state.isShowingBar else { return }
      writeToStandardError("\r\u{1B}[K\(line(state).withBar(columns: terminalColumns))\n")
      state.isShowingBar = false
    }
  }

  private func line(_ state: State) -> ProgressLine {
    let elapsed = start.duration(to: .now).components
    return ProgressLine(
      total: total, finished: state.finished, finishedBefore: finishedBefore,
      seconds: Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18, unit: unit,
      detail: state.detail)
  }

  /// Asked every time: windows change.
  private var terminalColumns: Int {
    var size = winsize()
    let isKnown = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    return isKnown ? Int(size.ws_col) : 80
  }
}
