using System.Formats.Tar;
using System.Text.Json;
using Slipway.Agent.Runners;
using Slipway.Agent.Runners.Docker;
using Slipway.Agent.Spool;
using Slipway.Testing;

namespace Slipway.Tests.Agent;

public sealed class DockerArgumentsTests
{
    [Fact]
    public void Sizes_and_numbers_become_what_the_engine_counts_in()
    {
        var host = Read("""{"memory": "512m", "--memory-swap": "-1", "shm-size": "1.5g", "cpus": "0.5", "cpu-shares": 512, "pids-limit": 100, "cpuset-cpus": "0-3"}""").Host;

        Assert.Equal((512L << 20, -1L, 3L << 29, 500_000_000L), (host.Memory, host.MemorySwap, host.ShmSize, host.NanoCPUs));
        Assert.Equal((512L, 100L, "0-3"), (host.CPUShares, host.PidsLimit, host.CpusetCpus));
    }

    [Theory]
    [InlineData("\"all\"", -1, "")]
    [InlineData("2", 2, "")]
    [InlineData("\"device=0,GPU-1\"", 0, "0,GPU-1")]
    [InlineData("\"'device=1'\"", 0, "1")]
    public void Gpus_are_asked_for_as_devices(string value, long count, string ids)
    {
        var request = Assert.Single(Read($$"""{"gpus": {{value}}}""").Host.DeviceRequests);

        Assert.Equal((count, ids), (request.Count, string.Join(',', request.DeviceIDs ?? [])));
        Assert.Equal("gpu", Assert.Single(Assert.Single(request.Capabilities)));
    }

    [Fact]
    public void Both_limits_of_processes_are_named_when_only_one_is_given()
    {
        var arguments = Read("""{"ulimit": ["nofile=64:128", "stack=8192"]}""");
        arguments.Complete(new HostLimits(1000, -1));

        Assert.Equal(
            ["nofile 64 128", "nproc -1 -1", "stack 8192 8192"],
            arguments.Host.Ulimits.Select(one => $"{one.Name} {one.Soft} {one.Hard}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("""{"privileged": "true"}""", "privileged")]
    [InlineData("""{"volume": "/:/host"}""", "volume")]
    [InlineData("""{"v": "/:/host"}""", "v")]
    [InlineData("""{"network": "host"}""", "network")]
    [InlineData("""{"cap-add": "SYS_ADMIN"}""", "cap-add")]
    [InlineData("""{"memory": "much"}""", "memory")]
    [InlineData("""{"env": "HOME"}""", "env")]
    [InlineData("""{"gpus": true}""", "gpus")]
    public void What_would_let_a_job_out_or_makes_no_sense_is_refused_by_name(string json, string name)
    {
        var refused = Assert.Throws<StartFailedException>(() => Read(json));

        Assert.StartsWith($"the resource argument '{name}' is refused: ", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"python train.py\"", "python|train.py")]
    [InlineData("\"sh -c \\\"echo 'a  b'\\\"\"", "sh|-c|echo 'a  b'")]
    [InlineData("\"sh -c 'echo \\\"a  b\\\" $HOME'\"", "sh|-c|echo \"a  b\" $HOME")]
    [InlineData("\"run  a\\\\ b '' \\\"c\\\\\\\"d\\\"\"", "run|a b||c\"d")]
    [InlineData("[\"sh\", \"-c\", \"echo 'a  b'\"]", "sh|-c|echo 'a  b'")]
    [InlineData("[\"one word\"]", "one word")]
    [InlineData("\"\"", "")]
    public void F_52_E_D9_a_command_in_one_text_is_taken_apart_as_a_shell_does(string command, string words) =>
        Assert.Equal(words, string.Join('|', Read($$"""{"command": {{command}}}""").Command));

    [Theory]
    [InlineData("\"sh -c 'echo\"")]
    [InlineData("\"echo \\\"a\"")]
    [InlineData("\"echo a\\\\\"")]
    public void F_52_a_command_whose_quotation_marks_are_open_is_refused_with_what_to_do(string command) =>
        Assert.Contains("Give a list", Assert.Throws<StartFailedException>(() => Read($$"""{"command": {{command}}}""")).Message, StringComparison.Ordinal);

    [Fact]
    public void F_18_containers_get_an_init_unless_the_queue_says_otherwise()
    {
        Assert.True(Read("{}").Host.Init);
        Assert.False(Read("""{"init": false}""").Host.Init);
        Assert.False(Read("""{"--init": "false"}""").Host.Init);
        Assert.Throws<StartFailedException>(() => Read("""{"init": "maybe"}"""));
    }

    [Theory]
    [InlineData("""{"cause":"container create: error: container-init binary not found on the host: stat /usr/libexec/podman/catatonit: no such file or directory"}""", true)]
    [InlineData("""{"message":"failed to create task: exec: \"docker-init\": executable file not found in $PATH"}""", true)]
    [InlineData("""{"message":"No such image: x"}""", false)]
    public void F_18_an_engine_without_an_init_is_known_by_its_words(string body, bool lacks) =>
        Assert.Equal(lacks, ContainerEngine.LacksInit(new Docker.DotNet.DockerApiException(System.Net.HttpStatusCode.InternalServerError, body)));

    [Theory]
    [InlineData(137, false, true, false, true)]
    [InlineData(137, false, false, false, false)]
    [InlineData(137, true, true, true, false)]
    [InlineData(1, true, false, true, false)]
    [InlineData(0, true, true, false, false)]
    [InlineData(3, false, true, false, false)]
    public void F_19_E_D5_out_of_memory_is_claimed_only_when_the_engine_says_so(long code, bool isKilled, bool isLimited, bool isShortOfMemory, bool isPerhaps)
    {
        using var engine = new ContainerEngine(new Uri("unix:///none"), TimeProvider.System);
        var end = new ContainerJob(engine, "a", "b", TimeSpan.Zero, TimeProvider.System).EndOf(new Docker.DotNet.Models.State { ExitCode = code, OOMKilled = isKilled }, isLimited);

        Assert.Equal((isShortOfMemory ? EndCause.OutOfMemory : EndCause.Exited, (int)code, isPerhaps), (end.Cause, end.ExitCode!.Value, end.Message?.Contains("perhaps", StringComparison.Ordinal) == true));
        var said = Slipway.Agent.Attempts.Outcomes.Of(end, Specs.Of(1)).Reason;
        Assert.Equal(isPerhaps, said?.StartsWith("exit_code: ", StringComparison.Ordinal) == true && said.Contains("perhaps", StringComparison.Ordinal));
    }

    [Fact]
    public void The_owner_of_the_host_may_permit_some_more()
    {
        var arguments = Read("""{"v": ["/data:/data:ro"], "network": "jobs"}""", "volume", "network");

        Assert.Equal(("/data:/data:ro", "jobs"), (Assert.Single(arguments.Host.Binds), arguments.Host.NetworkMode));
    }

    [Fact]
    public void Limits_of_this_host_are_read_from_the_kernel()
    {
        string[] lines =
        [
            "Limit                     Soft Limit           Hard Limit           Units     ",
            "Max processes             96364                96364                processes ",
            "Max open files            1024                 524288               files     ",
        ];

        Assert.Equal(new HostLimits(524288, 32768), HostLimits.Parse(lines, 32768));
        Assert.Equal(new HostLimits(524288, 96364), HostLimits.Parse(lines, 4_194_304));
        Assert.Equal(new HostLimits(1_048_576, 4_194_304), HostLimits.Parse([], 4_194_304));
    }

    [Fact]
    public void Code_is_packed_so_that_any_user_can_read_it_and_run_its_program()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["sub"]);
        File.WriteAllText(folder["run.sh"], "#!/bin/sh");
        File.WriteAllText(folder["sub/data"], "data");
        File.CreateSymbolicLink(folder["link"], "sub/data");
        using var archive = new MemoryStream();

        CodeArchive.Write(folder.Path, "/slipway/work", "./run.sh", archive);

        archive.Position = 0;
        using var reader = new TarReader(archive);
        var entries = new List<string>();
        while (reader.GetNextEntry() is { } entry)
        {
            entries.Add($"{entry.Name} {Convert.ToString((int)entry.Mode, 8)} {entry.LinkName}".TrimEnd());
        }

        Assert.Equal(
            ["slipway/ 755", "slipway/work/ 777", "slipway/work/link 644 sub/data", "slipway/work/run.sh 755", "slipway/work/sub/ 777", "slipway/work/sub/data 644"],
            entries);
    }

    private static DockerArguments Read(string json, params string[] allowed) =>
        DockerArguments.Read(JsonSerializer.Deserialize<JsonElement>(json), allowed);
}
