using System.Runtime.InteropServices;

namespace Slipway.Agent.Processes;

/// <summary>How a child begins.</summary>
internal sealed record ChildStart
{
    /// <summary>The absolute path of the program.</summary>
    public required string Program { get; init; }

    /// <summary>Its arguments, its own name first.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Its whole environment.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Where it starts; null for here.</summary>
    public string? Folder { get; init; }

    /// <summary>Where its output and errors are appended; null leaves them where ours go.</summary>
    public string? Log { get; init; }

    /// <summary>Whether it leads a session, and with that a process group, of its own.</summary>
    public required bool OwnSession { get; init; }
}

/// <summary>
/// Starts and awaits processes where the runtime's own class cannot: in a session of their own, and with the orphans that
/// they leave. Not to be mixed with it in one process, for both would await the same children.
/// </summary>
internal static unsafe class ChildProcess
{
    private const uint PrivateFile = 0x180; // 0600

    /// <summary>Starts a child and answers its number; negative is an error number of the system.</summary>
    public static int Start(ChildStart start)
    {
        var actions = stackalloc byte[Libc.ActionsSize];
        var attributes = stackalloc byte[Libc.AttributesSize];
        var signals = stackalloc byte[Libc.SignalSetSize];
        Libc.ActionsInit(actions);
        Libc.AttributesInit(attributes);
        using var arguments = new StringArray(start.Arguments);
        using var environment = new StringArray(start.Environment.Select(variable => $"{variable.Key}={variable.Value}"));
        try
        {
            if (start.Folder is not null)
            {
                Libc.ActionsChangeFolder(actions, start.Folder);
            }

            if (start.Log is not null)
            {
                Libc.ActionsOpen(actions, 0, "/dev/null", 0, 0);
                Libc.ActionsOpen(actions, 1, start.Log, Libc.O_WRONLY | Libc.O_CREAT | Libc.O_APPEND, PrivateFile);
                Libc.ActionsDup2(actions, 1, 2);
            }

            // The runtime ignores SIGPIPE and may block signals; a child inherits both.
            Libc.AllSignals(signals);
            Libc.AttributesDefaultSignals(attributes, signals);
            Libc.NoSignals(signals);
            Libc.AttributesSignalMask(attributes, signals);
            Libc.AttributesFlags(attributes, (short)(Libc.POSIX_SPAWN_SETSIGDEF | Libc.POSIX_SPAWN_SETSIGMASK
                | (start.OwnSession ? Libc.POSIX_SPAWN_SETSID : 0)));

            var error = Libc.Spawn(out var pid, start.Program, actions, attributes, arguments.Pointer, environment.Pointer);
            return error == 0 ? pid : -error;
        }
        finally
        {
            Libc.ActionsDestroy(actions);
            Libc.AttributesDestroy(attributes);
        }
    }

    /// <summary>
    /// Waits for the next child, own or inherited, to end. Its number and its exit code, 128 and the signal's number for one
    /// that was killed; null when there is none left.
    /// </summary>
    public static (int Id, int ExitCode)? AwaitAny()
    {
        const int interrupted = 4;
        while (true)
        {
            int status;
            var id = Libc.WaitPid(-1, &status, 0);
            if (id > 0)
            {
                var signal = status & 0x7f;
                return (id, signal == 0 ? (status >> 8) & 0xff : 128 + signal);
            }

            if (Marshal.GetLastPInvokeError() != interrupted)
            {
                return null;
            }
        }
    }

    /// <summary>Inherits the orphans of its descendants from now on, so that none gets away.</summary>
    public static void AdoptOrphans() => Libc.Prctl(Libc.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);

    /// <summary>Leaves the session, terminal, input and output of who started this process.</summary>
    public static void Detach()
    {
        Libc.SetSid();
        var nothing = Libc.Open("/dev/null", Libc.O_RDWR, 0);
        for (var descriptor = 0; descriptor <= 2; descriptor++)
        {
            Libc.Dup2(nothing, descriptor);
        }

        if (nothing > 2)
        {
            Libc.Close(nothing);
        }
    }

    /// <summary>An array of C strings that ends with null.</summary>
    private sealed class StringArray : IDisposable
    {
        private readonly nint[] _strings;

        public StringArray(IEnumerable<string> texts)
        {
            _strings = [.. texts.Select(text => Marshal.StringToCoTaskMemUTF8(text))];
            Pointer = (byte**)NativeMemory.Alloc((nuint)_strings.Length + 1, (nuint)sizeof(nint));
            for (var i = 0; i < _strings.Length; i++)
            {
                Pointer[i] = (byte*)_strings[i];
            }

            Pointer[_strings.Length] = null;
        }

        public byte** Pointer { get; }

        public void Dispose()
        {
            NativeMemory.Free(Pointer);
            foreach (var text in _strings)
            {
                Marshal.FreeCoTaskMem(text);
            }
        }
    }
}
