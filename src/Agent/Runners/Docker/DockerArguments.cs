using System.Globalization;
using System.Text.Json;
using Docker.DotNet.Models;

namespace Slipway.Agent.Runners.Docker;

/// <summary>
/// What a queue's resource arguments, which are options of <c>docker run</c>, mean to the engine's API. Only those that let
/// no job out of its container are known, and three more that the owner of this host may permit. Pure.
/// </summary>
internal sealed class DockerArguments
{
    private const string UnsafeReason =
        "it is not on the list of safe Docker arguments. The owner of this host can permit it: allowedArguments in the agent's policy";

    private readonly HostConfig _host = new() { Init = true, DeviceRequests = [], Ulimits = [], Binds = [] };
    private readonly List<string> _environment = [];

    private DockerArguments()
    {
    }

    /// <summary>Limits and devices.</summary>
    public HostConfig Host => _host;

    /// <summary>As <c>NAME=value</c>.</summary>
    public IReadOnlyList<string> Environment => _environment;

    /// <summary>For jobs that bring none of their own; null for none.</summary>
    public string? Image { get; private set; }

    /// <summary>For jobs that bring none of their own; empty for none.</summary>
    public IReadOnlyList<string> Command { get; private set; } = [];

    /// <summary>Where the job starts; null for where it usually does.</summary>
    public string? WorkFolder { get; private set; }

    /// <summary>Such as <c>linux/arm64</c>; null for the host's.</summary>
    public string? Platform { get; private set; }

    /// <summary>Whom the job runs as; null for whom the image says.</summary>
    public string? User { get; private set; }

    /// <summary>Reads them.</summary>
    /// <param name="arguments">As the server resolved them; null for none.</param>
    /// <param name="allowed">What the owner of this host permits beyond the list.</param>
    /// <exception cref="StartFailedException">One is unknown, not permitted or makes no sense.</exception>
    public static DockerArguments Read(JsonElement? arguments, IReadOnlyList<string> allowed)
    {
        var read = new DockerArguments();
        if (arguments is { ValueKind: JsonValueKind.Object } given)
        {
            foreach (var argument in given.EnumerateObject())
            {
                read.Take(argument, Values(argument), allowed);
            }
        }

        return read;
    }

    /// <summary>Names both of the limits that belong together: the engine forgets its default for the one that is not named.</summary>
    public void Complete(HostLimits limits)
    {
        AddUlimit("nofile", limits.Files);
        AddUlimit("nproc", limits.Processes);
    }

    private void AddUlimit(string name, long limit)
    {
        if (_host.Ulimits.All(one => one.Name != name))
        {
            _host.Ulimits.Add(new Ulimit { Name = name, Soft = limit, Hard = limit });
        }
    }

    private void Take(JsonProperty argument, IReadOnlyList<string> values, IReadOnlyList<string> allowed)
    {
        var name = argument.Name.TrimStart('-');
        var value = values.Count > 0 ? values[^1] : "";
        switch (name)
        {
            case "name":
                // Ours is what no job is started twice by.
                break;
            case "image":
                Image = value;
                break;
            case "command":
                Command = argument.Value.ValueKind == JsonValueKind.Array ? values
                    : CommandText.Split(value) ?? throw Wrong(name, "a quotation mark in it is not closed. Give a list, one text for each word");
                break;
            case "init":
                _host.Init = value switch
                {
                    "true" => true,
                    "false" => false,
                    _ => throw Wrong(name, $"'{value}' is neither true nor false"),
                };
                break;
            case "e" or "env":
                _environment.AddRange(values.Select(Variable));
                break;
            case "w" or "workdir":
                WorkFolder = value;
                break;
            case "platform":
                Platform = value;
                break;
            case "cpu" or "cpus":
                _host.NanoCPUs = (long)(Decimal(name, value) * 1_000_000_000);
                break;
            case "cpu-period":
                _host.CPUPeriod = Number(name, value);
                break;
            case "cpu-quota":
                _host.CPUQuota = Number(name, value);
                break;
            case "cpu-shares":
                _host.CPUShares = Number(name, value);
                break;
            case "cpuset-cpus":
                _host.CpusetCpus = value;
                break;
            case "cpuset-mems":
                _host.CpusetMems = value;
                break;
            case "m" or "memory":
                _host.Memory = Size(name, value);
                break;
            case "memory-reservation":
                _host.MemoryReservation = Size(name, value);
                break;
            case "memory-swap":
                _host.MemorySwap = value == "-1" ? -1 : Size(name, value);
                break;
            case "shm-size":
                _host.ShmSize = Size(name, value);
                break;
            case "pids-limit":
                _host.PidsLimit = Number(name, value);
                break;
            case "gpus":
                _host.DeviceRequests.Add(Gpus(value));
                break;
            case "ulimit":
                values.Select(Limit).ToList().ForEach(_host.Ulimits.Add);
                break;
            case "v" or "volume" when IsAllowed(allowed, name):
                values.ToList().ForEach(_host.Binds.Add);
                break;
            case "network" when IsAllowed(allowed, name):
                _host.NetworkMode = value;
                break;
            case "u" or "user" when IsAllowed(allowed, name):
                User = value;
                break;
            default:
                throw Wrong(name, UnsafeReason);
        }
    }

    private static bool IsAllowed(IReadOnlyList<string> allowed, string name) =>
        allowed.Contains(name switch { "v" => "volume", "u" => "user", _ => name }, StringComparer.Ordinal);

    private static IReadOnlyList<string> Values(JsonProperty argument)
    {
        string Text(JsonElement value) => value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.True or JsonValueKind.False when argument.Name.TrimStart('-') == "init" => value.GetRawText(),
            _ => throw Wrong(argument.Name, "it must be a text, a number or a list of them"),
        };
        return argument.Value.ValueKind == JsonValueKind.Array
            ? [.. argument.Value.EnumerateArray().Select(Text)]
            : [Text(argument.Value)];
    }

    private static string Variable(string text) =>
        text.IndexOf('=', StringComparison.Ordinal) > 0
            ? text
            : throw Wrong("env", $"'{text}' is no NAME=value, and no job gets a variable of the agent's");

    /// <summary><c>all</c>, a number, or <c>device=0,1</c>, with or without quotes around it.</summary>
    private static DeviceRequest Gpus(string text)
    {
        var value = text.Trim('"', '\'');
        var request = new DeviceRequest { Driver = "", Capabilities = [["gpu"]] };
        if (value == "all")
        {
            request.Count = -1;
        }
        else if (value.StartsWith("device=", StringComparison.Ordinal))
        {
            request.DeviceIDs = value["device=".Length..].Split(',', StringSplitOptions.RemoveEmptyEntries);
        }
        else
        {
            request.Count = Number("gpus", value);
        }

        return request;
    }

    /// <summary><c>nofile=1024:2048</c>, soft and hard, or one number for both.</summary>
    private static Ulimit Limit(string text)
    {
        var parts = text.Split('=', 2);
        if (parts.Length < 2)
        {
            throw Wrong("ulimit", $"'{text}' is no NAME=SOFT:HARD");
        }

        var limits = parts[1].Split(':', 2);
        var soft = Number("ulimit", limits[0]);
        return new Ulimit { Name = parts[0], Soft = soft, Hard = limits.Length > 1 ? Number("ulimit", limits[1]) : soft };
    }

    private static long Size(string name, string value) =>
        ByteSize.Parse(value) ?? throw Wrong(name, $"'{value}' is no size such as 512m or 2g");

    private static long Number(string name, string value) =>
        long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Wrong(name, $"'{value}' is no whole number");

    private static decimal Decimal(string name, string value) =>
        decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Wrong(name, $"'{value}' is no number");

    private static StartFailedException Wrong(string name, string why) => new($"the resource argument '{name}' is refused: {why}.");
}
