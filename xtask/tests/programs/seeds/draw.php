<?php
echo implode(" ", array_map(fn() => rand(1, 100), range(1, random_int(25, 100)))), "\n";
echo mt_rand(), " ", microtime(true), " ", uniqid(), "\n";
