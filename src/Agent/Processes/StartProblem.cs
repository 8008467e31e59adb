using System.Text;
using Slipway.Api.Agents;

namespace Slipway.Agent.Processes;

/// <summary>
/// Why a program does not start, in words that name the file and what to do. The system has a number alone: that an
/// interpreter is missing it tells with the number of a missing file.
/// </summary>
internal static class StartProblem
{
    private const int NoSuchFile = 2;
    private const int TooLong = 7;
    private const int NoFormat = 8;
    private const int Denied = 13;

    // Bytes of a file that Linux looks at for its interpreter.
    private const int HeadSize = 256;

    /// <summary>The program of a command, and what is sure to keep it from starting; one of the two is null.</summary>
    /// <param name="command">As the job names it.</param>
    /// <param name="folder">Where it is to start.</param>
    /// <param name="searchPath">As in PATH.</param>
    public static (string? Program, string? Problem) Find(string command, string folder, string searchPath)
    {
        var inFolder = Path.GetFullPath(command, folder);
        if (command.Contains('/') && Directory.Exists(inFolder))
        {
            return (null, $"'{command}' is a folder. Name the file in it that is to be started.");
        }

        if (ProgramSearch.Find(command, folder, searchPath) is not { } program)
        {
            return (null, command.Contains('/')
                ? $"there is no program '{command}' in {folder}."
                : $"there is no program '{command}' on the path {searchPath}."
                  + (File.Exists(inFolder) ? $" To start the file '{command}' of the job, name it './{command}'." : ""));
        }

        if (!ProgramSearch.IsExecutable(program))
        {
            return (null, $"'{command}' is not executable.");
        }

        return InterpreterProblem(command, program, folder, searchPath) is { } problem ? (null, problem) : (program, null);
    }

    /// <summary>What the error number of a start means.</summary>
    public static string Explain(int error, string command) => error switch
    {
        NoSuchFile => $"'{command}', or the interpreter that it names, does not exist.",
        NoFormat => $"'{command}' is not a program that this host can run. A script begins with #! and its interpreter, such as #!/bin/sh.",
        Denied => $"'{command}' may not be executed.",
        TooLong => $"'{command}' was given more arguments and variables than this host starts a program with: at most "
            + $"{ProgramSize.MaxText:N0} bytes in one, and in all a quarter of what `ulimit -s` says.",
        _ => $"'{command}' could not be started (error {error}).",
    };

    /// <summary>What is wrong with the line that names a script's interpreter; null when it may work.</summary>
    private static string? InterpreterProblem(string command, string program, string folder, string searchPath)
    {
        if (Head(program) is not { } head)
        {
            return null;
        }

        if (!head.StartsWith("#!", StringComparison.Ordinal))
        {
            // Where the host was told of other kinds of programs, it may be one of those.
            return head.StartsWith("\u007fELF", StringComparison.Ordinal) || KnowsOtherFormats() ? null : Explain(NoFormat, command);
        }

        var line = head[2..].Split('\n', '\0')[0];
        var words = line.Split([' ', '\t', '\r'], 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words.Length == 0)
        {
            return Explain(NoFormat, command);
        }

        var isEnv = words.Length == 2 && Path.GetFileName(words[0]) == "env" && words[1][0] != '-'
            && !words[1].AsSpan().ContainsAny("= \t");
        if (line.EndsWith('\r') && (words.Length == 1 || isEnv))
        {
            return $"the first line of '{command}' ends with a carriage return, as Windows writes lines, so that the interpreter "
                + $"'{words[^1]}' is not found. Save the file with Unix line ends (LF), such as by dos2unix.";
        }

        if (!File.Exists(Path.GetFullPath(words[0], folder)))
        {
            return $"'{command}' names the interpreter '{words[0]}' in its first line, which does not exist on this host.";
        }

        return isEnv && ProgramSearch.Find(words[1], folder, searchPath) is null
            ? $"'{command}' names the interpreter '{words[1]}' in its first line, which is not on the path {searchPath}."
            : null;
    }

    /// <summary>The beginning of the file, a character for each byte; null when it cannot be read.</summary>
    private static string? Head(string program)
    {
        try
        {
            using var file = File.OpenHandle(program);
            Span<byte> head = stackalloc byte[HeadSize];
            return Encoding.Latin1.GetString(head[..RandomAccess.Read(file, head, 0)]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What may be executed need not be readable.
            return null;
        }
    }

    private static bool KnowsOtherFormats()
    {
        const string formats = "/proc/sys/fs/binfmt_misc";
        try
        {
            return Directory.EnumerateFiles(formats).Any(static file => Path.GetFileName(file) is not ("register" or "status"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
