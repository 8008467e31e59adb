using Spectre.Console;

namespace Slipway.Cli.Output;

/// <summary>Where a command reads and writes. Results go to <see cref="Out"/>; everything said about them to <see cref="Error"/>.</summary>
internal sealed class Terminal
{
    /// <summary>What the caller pipes in or types.</summary>
    public required TextReader In { get; init; }

    /// <summary>Results.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Results that are bytes, where <see cref="Out"/> goes; null where that takes text alone.</summary>
    public Stream? OutBytes { get; init; }

    /// <summary>Progress, remarks and refusals.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Whether a person types.</summary>
    public bool IsInputTerminal { get; init; }

    /// <summary>Whether a person reads the results.</summary>
    public bool IsOutputTerminal { get; init; }

    /// <summary>Whether a person reads the remarks.</summary>
    public bool IsErrorTerminal { get; init; }

    /// <summary>The terminal of this process.</summary>
    public static Terminal OfProcess() => new()
    {
        In = Console.In,
        Out = Console.Out,
        // A terminal of Windows may expect another encoding than that of what is written: there the console decodes.
        OutBytes = Console.IsOutputRedirected || !OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : null,
        Error = Console.Error,
        IsInputTerminal = !Console.IsInputRedirected,
        IsOutputTerminal = !Console.IsOutputRedirected,
        IsErrorTerminal = !Console.IsErrorRedirected,
    };

    /// <summary>A result for people.</summary>
    public void Say(string line) => Out.WriteLine(Printable.Of(line));

    /// <summary>A remark that is no result.</summary>
    public void Remark(string line) => Error.WriteLine(Printable.Of(line));

    /// <summary>Asks for something that must not show while it is typed; only with <see cref="IsInputTerminal"/>.</summary>
    public string ReadHidden(string prompt)
    {
        Error.Write(prompt);
        var typed = new System.Text.StringBuilder();
        while (true)
        {
            var key = Console.ReadKey(intercept: true);
            switch (key.Key)
            {
                case ConsoleKey.Enter:
                    Error.WriteLine();
                    return typed.ToString();
                case ConsoleKey.Backspace when typed.Length > 0:
                    typed.Length--;
                    break;
                default:
                    if (!char.IsControl(key.KeyChar))
                    {
                        typed.Append(key.KeyChar);
                    }

                    break;
            }
        }
    }

    /// <summary>For tables, which only a person gets.</summary>
    public IAnsiConsole Rich() => AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Out) });

    /// <summary>For progress bars, which only a person gets.</summary>
    public IAnsiConsole RichError() => AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Error) });
}
