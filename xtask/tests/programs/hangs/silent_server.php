<?php
// Task 2 server. Wrong: reads the list and waits for the next client
$door = stream_socket_server("tcp://0.0.0.0:$argv[1]");
$guests = [];
while ($client = stream_socket_accept($door, -1)) {
    $guests[] = $client;
    echo "List received: ", fread($client, 1024), "\n";
}
